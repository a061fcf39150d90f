"""Many readings in, links out. So far voices of one name, and what dated reports show of undated ones."""

from sayso.linking.dates import Count, Told, suggest_dates
from sayso.linking.voices import same_name

__all__ = ["Count", "Told", "same_name", "suggest_dates"]
