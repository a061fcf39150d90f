"""Many readings in, links out: `link` gives links, the groups that follow, how many origins stand behind each, and disputes."""

from sayso.linking.dates import Count, Told, suggest_dates
from sayso.linking.link import Known, digests, link
from sayso.linking.names import plain
from sayso.linking.records import Records, records_of

__all__ = ["Count", "Known", "Records", "Told", "digests", "link", "plain", "records_of", "suggest_dates"]
