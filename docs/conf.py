"""How the documentation is made into pages: ``sphinx-build -W --keep-going -n docs DIR``, from the root. Nothing is fetched."""

from __future__ import annotations

from sayso import __version__

project = "sayso"
author = "The sayso team"
version = release = __version__

extensions = ["myst_nb"]
exclude_patterns = ["_build"]
myst_heading_anchors = 4  # links may go to a heading, as on a page of the repository
nb_execution_mode = "off"  # the notebook is run by a test of its own
nb_ipywidgets_js: dict[str, dict[str, str]] = {}  # by default from other hosts, and we have no widgets
highlight_language = "none"  # a block without a language is no Python
templates_path = ["_templates"]
html_static_path = ["_static"]
html_css_files = ["sayso.css"]
html_title = "sayso"
html_show_sourcelink = False
html_copy_source = False
# Of the themes that bring all that they show, the one that is kept best: three releases in the autumn of 2026, where furo had none for
# eleven months.
html_theme = "pydata_sphinx_theme"
html_context = {"default_mode": "auto"}
html_sidebars = {"**": ["contents.html"]}
html_theme_options = {
    "navbar_center": [],
    "navbar_end": ["theme-switcher"],
    "article_header_start": [],
    "primary_sidebar_end": [],
    "secondary_sidebar_items": ["page-toc"],
    "footer_start": [],
    "footer_end": [],
}
