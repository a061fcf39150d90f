"""Windows tile the text; weights that are not those of their card are refused."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.errors import ReaderError
from sayso.reading import Reader
from sayso.reading.encoder import FOLDER, Encoder, spread


@given(n=st.integers(0, 3000), room=st.integers(20, 300), share=st.floats(0.05, 0.6))
def test_the_kept_parts_of_windows_tile_the_pieces(n: int, room: int, share: float) -> None:
    windows = spread(n, room, int(room * share))
    at = 0
    for (first, last), (keep_first, keep_last) in windows:
        assert keep_first == at
        assert first <= keep_first < keep_last <= last <= n
        assert last - first <= room
        at = keep_last
    assert at == n


def test_a_window_is_read_the_same_whatever_is_read_beside_it(reader: Reader) -> None:
    pieces = reader.encoder.cut("The mayor said the ferry would sail. " * 3)
    alone = reader.encoder.scores(pieces)
    reader.encoder.scores(reader.encoder.cut("Something else entirely, 12345!"))
    assert np.array_equal(alone.roles, reader.encoder.scores(pieces).roles)


def test_the_exact_path_for_older_processors_reads_the_same(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "The mayor said the ferry would sail, but the harbour board denied that it had agreed. " * 4
    monkeypatch.setattr("sayso.reading.encoder.int8_saturates", lambda: True)
    exact = Encoder.load().scores(reader.encoder.cut(text))
    assert np.allclose(exact.roles, reader.encoder.scores(reader.encoder.cut(text)).roles, atol=1e-2)


def test_damaged_weights_are_refused(tmp_path: Path) -> None:
    folder = shutil.copytree(FOLDER, tmp_path / "weights")
    with (folder / "relative.npz").open("ab") as file:
        file.write(b"x")
    with pytest.raises(ReaderError, match="not those of their card"):
        Encoder.load(folder)


def test_weights_for_other_labels_are_refused(tmp_path: Path) -> None:
    folder = shutil.copytree(FOLDER, tmp_path / "weights")
    card = json.loads((folder / "card.json").read_text())
    card["labels"]["roles"].reverse()
    (folder / "card.json").write_text(json.dumps(card))
    with pytest.raises(ReaderError, match="other labels"):
        Encoder.load(folder)


def test_absent_weights_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ReaderError, match="reinstall sayso"):
        Encoder.load(tmp_path)
