"""Many readings in, links out. So far only voices of one name; see the issue "Across reports"."""

from sayso.linking.voices import same_name

__all__ = ["same_name"]
