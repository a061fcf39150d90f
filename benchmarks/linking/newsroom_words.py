"""The invented names, phrases and templates of the synthetic newsroom; `newsroom.py` puts them together.

Every name is put together from syllables. No party's wording is the neutral one: all parties draw from the same frames.
"""

from __future__ import annotations

import itertools
import random
from functools import cache
from typing import NamedTuple


class Family(NamedTuple):
    """Names that look alike, and the spellings that outlets differ on."""

    given: str  # "Hussam/m", by spaces
    onsets: str
    middles: str
    endings: str
    prefixes: tuple[str, ...]
    rules: tuple[tuple[str, str], ...]  # each outlet follows a rule or does not


FAMILIES: dict[str, Family] = {
    "arabic": Family(
        "Hussam/m Yousef/m Maryam/f Qaseem/m Layla/f Jamal/m Noura/f Khaled/m Salma/f Tareq/m Rasheed/m Widad/f Ghassan/m Badr/m",
        "Tam Had Bar Shal Qass Gham Raf Zub Naj Mash Dahr Sulb Khatt Waj Far Jubb", "ou a ee ai ", "ri ni bi mi di lani rawi shi", ("al-", "", ""),
        (("al-", "el-"), ("al-", "Al "), ("ss", "s"), ("ou", "u"), ("ee", "i"), ("u", "o"), ("q", "k"), ("Q", "K"), ("gh", "g"), ("Gh", "Gh’"), ("Kh", "H"), ("tt", "t")),
    ),
    "persian": Family(
        "Behrouz/m Shirin/f Farhad/m Mahnaz/f Dariush/m Golnar/f Kaveh/m Parisa/f Siavash/m Roya/f Naser/m Zohreh/f",
        "Gham Khor Rost Bahr Shad Moq Nou Zar Far Teh Jav Lar", "a e ou i", "ndeh vari khani zadeh pour sheri dian lavi", ("",),
        (("gh", "q"), ("Gh", "Q"), ("zadeh", "-zade"), ("pour", "-pur"), ("ou", "u"), ("q", "gh"), ("Kh", "Ch"), ("sh", "š"), ("eh", "e")),
    ),
    "slavic": Family(
        "Sergiy/m Oksana/f Dmitriy/m Yelena/f Miroslav/m Zoya/f Bogdan/m Katya/f Vadim/m Irena/f Alexey/m Nadezhda/f",
        "Vol Chern Brod Zhur Mal Krup Dub Tar Sokh Yar Pol Grish", "o e a i u", "vsky nchuk lenko tskiy rchin shev zhin kov", ("",),
        (("sky", "ski"), ("skiy", "sky"), ("iy", "y"), ("ch", "č"), ("Ch", "Č"), ("zh", "ž"), ("Zh", "Ž"), ("sh", "š"), ("v", "w"), ("Ye", "Je"), ("ey", "ei"), ("x", "ks")),
    ),
    "hebrew": Family(
        "Yitzhar/m Tzipora/f Avner/m Noga/f Eliezer/m Michal/f Boaz/m Shlomit/f Gidon/m Yael/f Nechemya/m Orna/f",
        "Tav Ben-Sh Lev Katz Har Shm Gil Av Ruv Bar-K Zm Pel", "o e a i u", "ri tzky vin chai mon leli dov shar", ("",),
        (("tz", "ts"), ("Tz", "Z"), ("Katz", "Kats"), ("ch", "h"), ("-", " "), ("y", "i"), ("v", "w")),
    ),
    "south asian": Family(
        "Vikramjeet/m Sunitha/f Arvind/m Lakshmi/f Rafeeq/m Shanthi/f Mohan/m Poornima/f Harish/m Nasreen/f Dinesh/m Meenakshi/f",
        "Bhat Chow Nair Mukh Dev Rath Subr Thak Wad Kond Pill Sriv", "a oo ee i u", "pur wala dhary nathan kar gunta sinha mthi", ("",),
        (("ee", "i"), ("oo", "u"), ("w", "v"), ("W", "V"), ("th", "t"), ("sh", "s"), ("dhary", "dhuri"), ("Th", "T"), ("bh", "b"), ("Bh", "B")),
    ),
    "latin": Family(
        "Inés/f Tomás/m Lucía/f Raúl/m Beatriz/f Joaquín/m Débora/f Álvaro/m Mercê/f Simão/m Conceição/f Andrés/m",
        "Mal Cor Ver Sal Bar Quint Oli Fer Ibar Cast Lob Mont", "a e i o u", "ñeda rón vélez dorra tierrez gães zábal lhão", ("", "", "de ", "de la "),
        (("é", "e"), ("á", "a"), ("ó", "o"), ("í", "i"), ("ñ", "n"), ("ã", "a"), ("ç", "c"), ("z", "s"), ("de la ", "De la "), ("ê", "e"), ("ú", "u"), ("Á", "A")),
    ),
    "chinese": Family(
        "Meng-lan/f Zhi-qiang/m Xiu-ying/f Guo-dong/m Jia-hui/f Tian-xu/m Long-tao/m Yu-zhen/f Bo-wen/m Chun-xia/f Shao-qi/m Ru-lin/f",
        "Q Zh X L Sh H Tw J Ch Kw R Ts", "ia ua e ie uo ai u io", "n ng o", ("",),
        (("-", ""), ("Zh", "Ch"), ("zh", "ch"), ("Q", "Ch’"), ("q", "ch"), ("X", "Hs"), ("x", "hs"), ("ong", "ung")),
    ),
}  # fmt: skip

AGENCIES = (
    "Ternwire",
    "Velna Press",
    "Orlo News Agency",
    "Brackwater Telegraph Service",
    "Saltline",
    "Northern Dispatch",
    "Kestrel Wire",
    "ANPA",
)
CHANNELS = (
    "Channel Lagoon",
    "Radio Estuary",
    "Tideway TV",
    "Pellin One",
    "Mirador 24",
    "Voice of Kesh",
    "Lantern Radio",
    "Channel Nine Norrin",
    "Atoll TV",
    "Radio Quay",
)
DAILIES = (
    "Lisarre Courier", "Corvenne Mercury", "Halm Gazette", "Basin Bulletin", "The Morning Anvil", "Daily Plover", "Kesh Standard", "The Harbour Post",
    "Novar Times", "Al Safha", "The Ledger of Ost", "Diario del Faro", "Zarya Vechernyaya", "Tribune of Arlen", "The Weir Observer", "Sunday Beacon",
)  # fmt: skip


def _made(onsets: str, middles: str, endings: str, count: int) -> tuple[str, ...]:
    """The same names on every machine: all combinations, shuffled once."""
    names = ["".join(parts) for parts in itertools.product(onsets.split(), middles.split(), endings.split())]
    random.Random(onsets).shuffle(names)
    return tuple(names[:count])


PLACES = _made(
    "Hal Bris Orl Nor Kem Tar Vell Ost Mur Sedd Lim Cal Rhun Dask Pov Elb", "a e o i u am er in", "ca rin dan me sk th nes vy lo mar", 1000
)
STATES = _made("Dor Caph An Vand Mer Thal Ost Lir Gar Zel Sam Bel Nor Kur Tol", "va iri stre or an u el", "ne stan nia land dia ra", 400)
CAPITALS = _made("Pell Cor Hes Bru Tirn Lax Jor Vost Quel Ard Mond Fess Yar Sken", "in ven o ai est ur", "a ne gard os ik ton burg", 400)
ADJECTIVE = {"ne": "ni", "an": "ani", "ia": "ian", "nd": "nder", "ra": "ran"}

SPELLINGS = (("cease-fire", "ceasefire"), ("programme", "program"), ("centre", "center"), ("labour", "labor"), ("harbour", "harbor"))


@cache
def spelled(outlet: str, family: str, name: str) -> str:
    """The name as this outlet spells it, always in one way."""
    for old, new in FAMILIES[family].rules:
        dice = random.Random(f"{outlet}/{family}/{old}/{new}")
        if old in name and dice.random() < 0.4:
            name = name.replace(old, new, 1)
    return name


class Frame(NamedTuple):
    """One thing to say: quoted, in indirect speech, and reworded as by another translator. `part` is what a mixed quotation keeps.

    {k} is the word that matters; `words` are pairs that change the meaning when one takes the other's place.
    """

    quoted: str
    indirect: str
    reworded: str
    part: str = ""
    words: tuple[tuple[str, str], ...] = (("", ""),)
    denied: str = ""  # as a direct denial


FRAMES = (
    Frame("We will not sign {obj} without a {k} guarantee on {thing}", "{they} would not sign {obj} without a {k} guarantee on {thing}",
          "a {k} guarantee on {thing} had to come before any signature under {obj}", "a {k} guarantee", (("written", "verbal"), ("full", "partial"))),
    Frame("What {other} calls {obj} is a {k} arrangement for {thing} and nothing else", "what {other} called {obj} was a {k} arrangement for {thing} and nothing else",
          "nothing but a {k} arrangement for {thing} could be read into {obj}", "a {k} arrangement", (("temporary", "permanent"), ("military", "civilian"))),
    Frame("We want a {k} handover at {place}, and {thing} will be part of it", "{they} wanted a {k} handover at {place}, with {thing} as part of it",
          "a {k} handover, {thing} included, was what {they} sought for {place}", "a {k} handover", (("gradual", "swift"), ("public", "private"))),
    Frame("{other} has turned {thing} into a {k} question, and everybody in {place} pays for it", "{other} had turned {thing} into a {k} question at the expense of everybody in {place}",
          "people in {place} were paying because {other} had made {thing} a {k} question", "a {k} question", (("legal", "political"), ("national", "local"))),
    Frame("What happened in {place} was a {k} act, and {obj} cannot wash it away", "what happened in {place} had been a {k} act that {obj} could not wash away",
          "{obj} would not undo the {k} act committed in {place}", "{k} act", (("deliberate", "careless"), ("planned", "desperate"))),
    Frame("We are ready for {k} contacts with {other} over {thing}, today if need be", "{they} stood ready for {k} contacts with {other} over {thing}",
          "{k} contacts on {thing} were open to {other} at any hour", "{k} contacts", (("direct", "indirect"), ("open", "secret"))),
    Frame("Nobody has shown us a {k} map of {place}, so do not ask us about {thing}", "nobody had shown {they} a {k} map of {place} or an answer on {thing}",
          "questions about {thing} were idle as long as a {k} map of {place} was withheld", "a {k} map", (("final", "first"), ("complete", "corrected"))),
    Frame("The {k} observers must leave {place} before {obj} is opened again", "the {k} observers had to leave {place} before {obj} could be opened again",
          "{obj} would stay shut until the {k} observers had gone from {place}", "the {k} observers", (("foreign", "local"), ("civilian", "military"))),
    Frame("Our inspectors went through {place} house by house and found {thing} {k}", "its inspectors had gone through {place} house by house and found {thing} {k}",
          "a search of every house in {place} had shown {thing} to be {k}", "house by house", (("intact", "damaged"), ("abandoned", "guarded"))),
    Frame("{obj} puts a {k} duty on {other} to settle {thing}", "{obj} put a {k} duty on {other} to settle {thing}",
          "under {obj} it was a {k} duty of {other} to deal with {thing}", "a {k} duty", (("binding", "voluntary"), ("sole", "shared"))),
    Frame("If anybody touches {thing}, our answer in {place} will be {k}", "the answer in {place} would be {k} if anybody touched {thing}",
          "whoever laid a hand on {thing} should expect a {k} answer in {place}", "{k}", (("immediate", "measured"), ("peaceful", "forceful"))),
    Frame("For us {thing} is the {k} line in {obj}", "{thing} was the {k} line in {obj} for {they}",
          "{they} read {obj} with {thing} as its {k} line", "the {k} line", (("first", "last"), ("strongest", "weakest"))),
    Frame("We have asked {other} for a {k} hearing on {thing} in {place}", "{they} had asked {other} for a {k} hearing on {thing} in {place}",
          "a {k} hearing in {place} on {thing} had been requested of {other}", "a {k} hearing", (("public", "closed"), ("joint", "separate"))),
    Frame("The money for {thing} is {k} money, and it stays in {place}", "the money for {thing} was {k} money and would stay in {place}",
          "funds meant for {thing} were {k} money that nobody would carry out of {place}", "{k} money", (("public", "private"), ("borrowed", "donated"))),
)  # fmt: skip

TAILS = (
    "We have said so since the first morning", "Everybody around that table knows it", "{other} has had our answer for days", "The rest is theatre",
    "Ask the families in {place} what they think", "I do not intend to repeat it", "A signature is not a change of heart", "There are people whose winter depends on it",
    "Nobody should mistake our patience for consent", "This is written down, line by line", "We came with a pencil and they came with an eraser",
    "What is promised in the evening has to hold in the morning", "{place} has buried too many promises already", "Those who doubt it may come and look",
    "We will judge by deeds on the road to {place}", "Our door is where it always was", "It would be a poor bargain at half the price",
    "No clever sentence will move that stone", "History is kept by those who stay", "We have nothing to add and nothing to take back",
)  # fmt: skip

ASSERTED = (
    Frame("{other} shut {site} in {place} without a warning", "{other} had shut {site} in {place} without a warning",
          "{site} in {place} had been shut by {other} with no warning given", denied="{other} never shut {site} in {place}"),
    Frame("{other} paid the crews in {place} to walk away from {site}", "{other} had paid the crews in {place} to walk away from {site}",
          "crews in {place} had taken money from {other} to leave {site}", denied="{other} paid nobody in {place} to walk away from {site}"),
    Frame("{other} took the records of {place} out of {site} at night", "{other} had taken the records of {place} out of {site} at night",
          "the records of {place} had been carried from {site} under cover of dark by {other}", denied="{other} took no records of {place} out of {site}"),
    Frame("{other} knew for weeks about the fault at {site} in {place}", "{other} had known for weeks about the fault at {site} in {place}",
          "the fault at {site} in {place} had been known to {other} for weeks", denied="{other} knew nothing about a fault at {site} in {place}"),
    Frame("Guards sent by {other} turned the inspectors of {place} back at {site}", "guards sent by {other} had turned the inspectors of {place} back at {site}",
          "the inspectors of {place} had been stopped at {site} by guards of {other}", denied="{other} turned nobody from {place} back at {site}"),
)  # fmt: skip
LEFT_OPEN = "We can neither confirm nor deny that "  # before the indirect form
ENDED = Frame("{round} has ended", "{round} had ended", "{round} had come to its end")
NOT_ENDED = Frame("{round} has not ended", "{round} had not ended", "{round} was not over")
NOT_BEGUN = Frame("{round} has not begun", "{round} had not begun as of {day}", "{round} had yet to begin on {day}")
BEGUN = Frame("{round} has begun", "{round} had begun on {day}", "{round} had been opened on {day}")
ACCEPTED = Frame("{they} has accepted {plan} as it stands", "{they} had accepted {plan} as it stands", "{plan} had been accepted by {they}")
REJECTED = Frame("{they} has rejected {plan}", "{they} had rejected {plan}", "{plan} had been rejected by {they}")
ACCEPTED_ONE = Frame("{they} has accepted {plan} and has rejected {second}", "{they} had accepted {plan} and rejected {second}",
                     "{they} had turned down {second} but agreed to {plan}")  # fmt: skip
COUNTED = Frame(
    "{count} were {of} in {place} by {day}", "{count} had been {of} in {place} by {day}", "by {day}, {count} had been {of} in {place}"
)


class Topic(NamedTuple):
    """The words of one kind of story; inner tuples are synonyms, the first of them the one that is quoted."""

    parties: tuple[str, str, str]  # "state", or a body's name
    objs: tuple[tuple[str, ...], ...]
    things: tuple[tuple[str, ...], ...]
    sites: tuple[tuple[str, ...], ...]
    counted: tuple[tuple[str, str], ...]
    rounds: tuple[str, ...]
    people: tuple[tuple[str, str], ...]
    doings: tuple[tuple[str, str], ...]
    grounds: tuple[tuple[str, str], ...]
    heads: tuple[str, ...]


TOPICS: dict[str, Topic] = {
    "truce": Topic(
        ("state", "{place} Liberation Front", "state"),
        (("the cease-fire draft", "the truce paper"), ("the three-page text", "the mediators’ document")),
        (("the prisoners", "the detainees"), ("the aid corridor", "the relief route"), ("the southern checkpoints", "the roadblocks in the south"), ("the return of families", "the homecoming of the displaced"), ("the mine charts", "the maps of the minefields"), ("the monitoring force", "the truce observers’ mission"), ("the heavy guns", "the artillery")),
        (("the crossing", "the border post"), ("the field hospital", "the tented clinic"), ("the bridge", "the river span"), ("the grain store", "the granary")),
        (("people", "killed"), ("people", "wounded"), ("prisoners", "freed"), ("trucks", "stopped"), ("homes", "destroyed")),
        ("the {place} round of talks", "the {place} ceremony", "the exchange in {place}"),
        (("delegates with their collars turned up", "negotiators in heavy coats"), ("drivers of the idle aid lorries", "lorry crews with nothing to carry"), ("mothers holding framed photographs", "women with pictures of their sons"), ("monks from the hill monastery", "brothers of the monastery above town"), ("young conscripts on leave", "recruits home for a few days"), ("interpreters on both sides", "the translators of the two camps"), ("porters at the lakeside hotel", "the hotel’s luggage men")),
        (("avoided the cameras at the side door", "slipped past photographers by a back entrance"), ("listened for guns that stayed silent", "strained to hear shelling that never came"), ("passed round a thermos and old newspapers", "shared tea and last week’s papers"), ("argued in low voices over a map", "bent over a chart and quarrelled quietly"), ("walked the perimeter twice before supper", "made two rounds of the fence ahead of the evening meal"), ("burned pallets to keep warm", "lit fires of broken crates against the cold")),
        (("The fighting over the valleys has outlived several envoys and more than one government.", "Envoys and cabinets have come and gone while the war in the valleys went on."), ("Earlier drafts failed over who would patrol the ridge road.", "Patrols on the ridge road were what earlier papers foundered on."), ("Neither camp has published its own version of the annexes.", "The annexes remain unpublished in either camp’s version.")),
        ("Waiting and low voices as truce talks go on near {place}", "Valley war: another long day around {place}", "Envoys shuttle, {place} holds its breath"),
    ),
    "strike": Topic(
        ("{place} Transport Workers Union", "{place} Tramways Company", "state"),
        (("the wage offer", "the pay proposal"), ("the labour accord", "the works agreement")),
        (("the night roster", "the late-shift timetable"), ("the pension fund", "the retirement pot"), ("the dismissed drivers", "the sacked crew members"), ("the safety brakes", "the emergency braking gear"), ("the depot canteen", "the staff kitchen"), ("the overtime ledger", "the record of extra hours"), ("the apprentices", "the trainees")),
        (("the main depot", "the central garage"), ("the signal box", "the points cabin"), ("the ticket hall", "the booking office"), ("the fuel yard", "the tank farm")),
        (("workers", "dismissed"), ("workers", "injured"), ("trams", "withdrawn"), ("pickets", "arrested"), ("shifts", "cancelled")),
        ("the {place} walkout", "the {place} arbitration", "the ballot in {place}"),
        (("conductors in paper hats", "ticket staff wearing folded newspapers"), ("commuters on borrowed bicycles", "travellers riding other people’s bikes"), ("shunters with hand lanterns", "yard men carrying lamps"), ("pupils freed from morning lessons", "schoolchildren with the morning off"), ("bakers near the terminus", "the bakeries by the last stop"), ("clerks of the pay office", "the wages staff"), ("retired drivers", "old hands of the tramway")),
        (("cheered each car that stayed in its shed", "applauded whenever a tram did not leave"), ("chalked slogans on the rails", "wrote mottoes along the track"), ("shared soup from a dented kettle", "ladled broth out of an old pot"), ("walked the line from end to end", "covered the whole route on foot"), ("played cards under the timetable board", "sat at cards beneath the departure times"), ("read the offer aloud and laughed", "laughed while somebody recited the proposal")),
        (("The tramway was sold off in parts and bought back twice.", "Twice the city bought back a tramway it had sold piece by piece."), ("A court fight over the roster is still open.", "Judges have yet to settle the case about the timetable."), ("The last stoppage was called off on its eve.", "On the evening before it began, the previous walkout was cancelled.")),
        ("Rails stay silent in {place} as strike goes on", "{place} walks to work again", "Pay dispute: another day without trams around {place}"),
    ),
    "merger": Topic(
        ("{place} Savings Bank", "{place} Maritime Insurance", "{place} Competition Authority"),
        (("the merger prospectus", "the takeover papers"), ("the share swap", "the exchange of stock")),
        (("the rural branches", "the country offices"), ("the loan book", "the portfolio of credits"), ("the founders’ shares", "the stock of the founding families"), ("the data centre", "the computer halls"), ("the staff pensions", "the employees’ retirement money"), ("the fishing-fleet policies", "the cover for trawlers"), ("the reserve account", "the rainy-day fund")),
        (("the archive", "the record vault"), ("the counting house", "the cash centre"), ("the trading floor", "the dealing room"), ("the head office", "the headquarters")),
        (("jobs", "cut"), ("branches", "closed"), ("accounts", "frozen"), ("shareholders", "excluded"), ("policies", "cancelled")),
        ("the {place} shareholder vote", "the {place} review", "the audit in {place}"),
        (("brokers on the exchange steps", "dealers outside the bourse"), ("pensioners with passbooks", "elderly savers holding their books"), ("auditors with rolling cases", "accountants pulling trolleys"), ("tellers of the old hall", "counter staff in the former hall"), ("skippers in from the banks", "captains back from fishing"), ("lawyers for the founding families", "counsel to the founders"), ("analysts in shirtsleeves", "number-crunchers without jackets")),
        (("refreshed their screens until lunch", "kept reloading prices all morning"), ("queued for a form that did not exist", "lined up for paperwork nobody had printed"), ("traded rumours over weak coffee", "swapped gossip and thin coffee"), ("counted chairs for the extraordinary meeting", "set out seats for the special assembly"), ("carried boxes up a stopped escalator", "hauled cartons along a dead moving stair"), ("marked paragraphs in green ink", "underlined passages with a green pen")),
        (("Both houses were founded by shipowners who did not speak to each other.", "Rival shipowners set up the two houses."), ("A first attempt collapsed when rates turned.", "Turning interest rates sank an earlier try."), ("Minority holders have retained counsel in a third country.", "Small investors hired lawyers abroad.")),
        ("Bank and insurer keep {place} guessing", "Deal drags on: screens flicker in {place}", "Quiet floor, loud corridors in {place}"),
    ),
    "dam": Topic(
        ("state", "state", "{place} River Commission"),
        (("the filling schedule", "the timetable for the reservoir"), ("the water treaty", "the river accord")),
        (("the lower sluices", "the bottom gates"), ("the fish ladder", "the passage for fish"), ("the silt", "the river mud"), ("the flow gauges", "the measuring stations"), ("the orchards downstream", "the fruit groves below the dam"), ("the turbine licences", "the permits for the generators"), ("the drought clause", "the dry-year article")),
        (("the spillway", "the overflow"), ("the pumping station", "the pump house"), ("the gauge hut", "the measuring cabin"), ("the ferry landing", "the ferry quay")),
        (("villagers", "evacuated"), ("wells", "closed"), ("fields", "flooded"), ("engineers", "expelled"), ("families", "resettled")),
        ("the {place} inspection", "the {place} test filling", "the river conference in {place}"),
        (("surveyors in waders", "men with levels and high boots"), ("orchard keepers", "the owners of the groves"), ("ferrymen without passengers", "boatmen whose benches were empty"), ("divers from the maintenance crew", "maintenance frogmen"), ("herders with thin flocks", "shepherds and their lean animals"), ("hydrologists with laptops", "water scientists at their computers"), ("teachers from the upper villages", "schoolmasters of the high hamlets")),
        (("read the painted scale on the pier", "checked the marks along the pillar"), ("moved beehives to higher ground", "took their hives up the slope"), ("dug channels toward the drying beds", "cut ditches to the parched plots"), ("watched foam gather at the grating", "saw froth pile up by the screens"), ("noted the level in a school exercise book", "kept the height in a pupil’s notebook"), ("tied their boats with longer ropes", "gave the moorings more line")),
        (("The river crosses the border four bends above the lake.", "Above the lake, the stream passes the frontier."), ("A colonial-era protocol still governs dry years.", "Dry years are still ruled by a paper from colonial days."), ("Financing came from a consortium that has since dissolved.", "The consortium which paid for it no longer exists.")),
        ("Low water, high tempers above {place}", "Reservoir row reaches {place}", "Gauges fall as river talks drag near {place}"),
    ),
    "count": Topic(
        ("{place} People’s Party", "{place} Civic Alliance", "{place} Electoral Commission"),
        (("the results protocol", "the tally sheet"), ("the recount order", "the order to count again")),
        (("the postal ballots", "the votes sent by mail"), ("the spoiled papers", "the invalid ballots"), ("the counting programme", "the tallying software"), ("the diaspora votes", "the ballots from abroad"), ("the seals", "the wax on the boxes"), ("the night delivery", "the boxes brought after dark"), ("the voter rolls", "the electoral register")),
        (("the counting centre", "the tally hall"), ("the school gymnasium", "the sports hall of the school"), ("the print works", "the printing house"), ("the town hall", "the municipal building")),
        (("ballots", "rejected"), ("stations", "closed"), ("observers", "expelled"), ("people", "detained"), ("boxes", "reopened")),
        ("the {place} count", "the {place} recount", "the hearing in {place}"),
        (("tellers with inky thumbs", "counters whose thumbs were blue"), ("party agents on folding chairs", "delegates of the lists on camp chairs"), ("first-time voters", "young people who had never voted"), ("couriers with sealed sacks", "messengers carrying closed bags"), ("caretakers with bunches of keys", "janitors and their keyrings"), ("poll clerks", "the officials of the polling rooms"), ("bandsmen hired for a victory", "musicians engaged for the celebration")),
        (("held slips up to the light", "lifted papers against the lamps"), ("dozed against the radiators", "slept by the heating"), ("sang until the wardens came", "kept singing till ushers arrived"), ("compared columns in pencil", "checked the rows by hand"), ("ordered pies for the night shift", "sent out for pastries to last the night"), ("folded up banners that had not been needed", "put away unused flags")),
        (("The last vote was settled by a judge and a coin.", "A court, and a tossed coin, decided the previous contest."), ("Districts were redrawn in spring along the railway.", "In spring the railway became the line between districts."), ("The law allows a week for complaints.", "Complaints may be lodged for a week.")),
        ("Long night of columns and coffee in {place}", "{place} counts, and counts again", "No winner yet as {place} sorts its slips"),
    ),
    "flood": Topic(
        ("state", "{place} Relief Society", "{place} Provincial Council"),
        (("the relief plan", "the aid scheme"), ("the evacuation order", "the instruction to leave")),
        (("the dikes", "the flood walls"), ("the field kitchens", "the mobile canteens"), ("the drinking water", "the clean water"), ("the harbour cranes", "the lifting gear of the port"), ("the shelters", "the emergency lodgings"), ("the fuel convoys", "the petrol transports"), ("the vaccine stock", "the store of vaccines")),
        (("the pumping works", "the pumps"), ("the levee gate", "the gate in the embankment"), ("the hospital cellar", "the basement of the clinic"), ("the weather mast", "the storm station")),
        (("people", "killed"), ("people", "rescued"), ("homes", "flooded"), ("families", "displaced"), ("bridges", "closed")),
        ("the {place} airlift", "the {place} evacuation", "the search in {place}"),
        (("boat owners with outboard motors", "people who had motor dinghies"), ("volunteers in orange capes", "helpers wearing orange"), ("nurses from the upper clinic", "staff of the hospital on the hill"), ("farmers on flat roofs", "growers stranded on top of their sheds"), ("radio amateurs", "hobby operators of the short wave"), ("bakers with wet flour", "bread makers whose flour was soaked"), ("firemen from three valleys", "fire crews called in from afar")),
        (("passed sandbags hand to hand", "formed a chain for the bags of sand"), ("marked doors with white paint", "put white signs on house fronts"), ("ferried dogs and deeds to the church", "brought pets and papers to the chapel by boat"), ("boiled water in laundry tubs", "made wash kettles into boilers"), ("searched the reeds with lamps", "went through the rushes by torchlight"), ("slept in rows on gymnasium mats", "lay side by side in the sports hall")),
        (("The embankment was last raised a generation ago.", "No one has heightened the dike for a generation."), ("Insurers left the lowland after the previous high water.", "After the last inundation the lowland lost its insurers."), ("Maps of the old river bed hang in every school.", "Every school has charts that show where the river used to run.")),
        ("Brown water and borrowed boats in {place}", "River keeps rising around {place}", "Sandbags and soup: another day in {place}"),
    ),
}  # fmt: skip

WHERE = (
    ("outside the shuttered cinema", "in front of the closed picture house"), ("along the old canal", "by the disused waterway"), ("behind the bus station", "at the back of the coach terminal"),
    ("under a leaking awning", "beneath canvas that let in the rain"), ("on the steps of the library", "on the library stairs"), ("beside the fish market", "next to the stalls of the fishmongers"),
    ("near the water tower in {place}", "close to {place}’s water tower"), ("in the square at {place}", "on the main square of {place}"), ("at the edge of {place}", "where {place} ends"),
    ("in {capital}", "in the streets of {capital}"), ("on the ring road of {capital}", "along {capital}’s ring road"), ("by the railway arch", "where the viaduct crosses the road"),
    ("in the yard of the old brewery", "on the former brewery’s grounds"),
    ("below the customs house", "at the foot of the toll building"),
    ("opposite the tax office", "across from the revenue department"),
    ("in a disused bakery", "inside an abandoned bake house"),
    ("between two parked tankers", "in the gap separating a pair of tank lorries"),
    ("on the upper terrace of {place}", "on {place}’s high terrace"),
    ("among the allotments", "amid garden plots"),
    ("round the fountain", "about a dry basin"),
    ("under the clock of {capital} station", "beneath {capital}’s station clock"),
    ("down at the slipway", "where the boats are launched"),
)  # fmt: skip
WHEN = (
    ("before dawn", "while it was still dark"), ("as the rain let up", "when the shower had passed"), ("through the afternoon", "all afternoon"), ("toward dusk", "as the light went"),
    ("for most of the morning", "during much of the forenoon"), ("between two showers", "in a dry spell"), ("after the noon bulletin", "once the midday news was over"), ("well past midnight", "long after twelve"),
    ("in a cold wind", "with a chill wind blowing"), ("while generators hummed", "to the drone of generators"), ("with the bells ringing", "as church bells sounded"), ("in thick fog", "with fog all around"),
    ("until the street lamps came on", "up to lighting-up time"),
    ("as if nothing had happened", "in the manner of any other day"),
    ("for the second night running", "again, as on the previous night"),
    ("while helicopters passed overhead", "under the noise of rotor blades"),
    ("once the shops had closed", "after shutters came down"),
    ("in the first frost", "as ground froze for the first time"),
    ("during the midday break", "over lunch"),
    ("when the news got round", "on hearing what had happened"),
    ("to the sound of a brass band", "as trumpets played"),
    ("without a word", "in complete silence"),
)  # fmt: skip
PEOPLE = (
    ("a handful of onlookers", "some curious passers-by"),
    ("two rows of police", "officers in a double line"),
    ("children from the nearby school", "pupils of a school close by"),
    ("a group of elderly men", "several old gentlemen"),
    ("camera crews from abroad", "foreign television teams"),
    ("taxi drivers", "cabmen"),
    ("market women", "stallholders"),
    ("students with home-made placards", "undergraduates carrying hand-painted boards"),
    ("a choir in damp robes", "singers whose gowns were wet"),
    ("municipal cleaners", "the town’s sweepers"),
    ("dog walkers", "people out with their terriers"),
    ("night nurses", "hospital staff coming off duty"),
)
DOINGS = (
    ("waited for a word from inside", "hoped that somebody would come out and speak"),
    ("exchanged phone numbers and lighters", "swapped contacts and cigarettes"),
    ("followed the news on one small radio", "huddled about a transistor set"),
    ("swept broken glass into buckets", "cleared shards with brooms"),
    ("sold roasted chestnuts to reporters", "did good business in hot nuts"),
    ("stood three deep behind a rope", "crowded at a cordon"),
    ("put up posters and took others down", "replaced one set of bills with another"),
    ("discussed the price of bread", "talked of what a loaf costs"),
    ("hummed a tune from the last war", "took up an old marching song"),
    ("lent their umbrellas to strangers", "shared shelter with people they did not know"),
    ("looked for a signal on their telephones", "held handsets aloft in search of reception"),
    ("took turns to sleep in a parked van", "napped by rota in a delivery truck"),
    ("wrote names on a bed sheet", "covered linen with signatures"),
    ("counted the official cars", "kept a tally of limousines"),
    ("held a minute of silence", "bowed heads for sixty seconds"),
    ("scattered salt along the pavement", "gritted footpaths"),
)
OCCASIONS = (
    "a news conference in {capital}",
    "a briefing in {capital}",
    "a rally in {place}",
    "a hearing in {capital}",
    "a news conference in {place}",
)
SAID = ("said", "stated", "declared", "stressed", "added", "insisted", "warned", "argued")
STATE_ROLES = ("foreign minister", "government spokesperson", "interior minister", "chief negotiator", "special envoy", "finance minister")
BODY_ROLES = ("spokesperson", "secretary general", "head of delegation", "legal counsel", "deputy leader", "treasurer")
LOCAL_ROLES = ("mayor of {place}", "hospital director in {place}", "police chief of {place}", "head teacher in {place}")
PROMOTED = {
    "special envoy": "foreign minister",
    "spokesperson": "head of delegation",
    "deputy leader": "leader",
    "government spokesperson": "interior minister",
}
UNNAMED = (
    "a senior official of {side}",
    "an official close to {side}",
    "a person with knowledge of {side}’s position",
    "an adviser to {side} who asked not to be named",
)
