#!/usr/bin/env bash
# Train, export and calibrate: bash training/run.sh runs/NAME [more options of training.train, for the first part]
# Two parts: attribution and names from the pretrained weights; then three gentle epochs in which the antecedent head joins.
set -euo pipefail
cd "$(dirname "$0")/.."
run=training/$1
shift
corpora=${CORPORA:-../shared/corpora}
# torch returns large blocks to the kernel at every step unless told not to: several times slower
export MALLOC_MMAP_MAX_=0 MALLOC_TRIM_THRESHOLD_=200000000000 MALLOC_TOP_PAD_=268435456
python -m training.train --corpora "$corpora" --out "$run/first" "$@"
first=$(ls "$run"/first/epoch-*.pt | tail -n 1)
python -m training.train --corpora "$corpora" --out "$run" --begin "$first" --epochs 3 --rate 5e-5 --head-rate 8
last=$(ls "$run"/epoch-*.pt | tail -n 1)
python -m training.export "$last" --out "$run/weights"
python -m training.export "$last" --out "$run/weights-float" --float
python -m training.calibrate "$run/weights" --float "$run/weights-float" --corpora "$corpora" --recipe "$run/recipe.json"
