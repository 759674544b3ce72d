"""The invented names of the case: people, their two scripts, towns. Nobody in the real report is called like these."""

from __future__ import annotations

COMMON = {"Brisa": 9, "Calder": 8, "Doran": 7, "Elspa": 7, "Fennick": 6, "Garrin": 6}
"""First names that many have, and how many."""

RARE = (
    "Ambra",
    "Arvel",
    "Bettrys",
    "Brannock",
    "Corrin",
    "Delphe",
    "Dorrit",
    "Eddis",
    "Emblyn",
    "Farrow",
    "Gwenlis",
    "Harlow",
    "Hesper",
    "Ilvane",
    "Isolt",
    "Jessamy",
    "Jorun",
    "Kerrow",
    "Kestrin",
    "Linnet",
    "Lowen",
    "Merrit",
    "Morwen",
    "Nolwen",
    "Olwin",
    "Orlen",
    "Pascoe",
    "Perran",
    "Quillan",
    "Rilla",
    "Rosken",
    "Sabeth",
    "Senara",
    "Tamblyn",
    "Tobren",
    "Ulick",
    "Ursell",
    "Vennor",
    "Wenlock",
    "Wilmot",
    "Yarrow",
    "Yestin",
    "Zennor",
)

SURNAMES = (
    "Ashcott",
    "Averley",
    "Blackdene",
    "Bramley",
    "Carrick",
    "Chantry",
    "Cobbold",
    "Crannel",
    "Daventor",
    "Dorvill",
    "Dunnock",
    "Eastry",
    "Elmsett",
    "Fairlop",
    "Fennimore",
    "Foxcombe",
    "Garstang",
    "Gorran",
    "Gweek",
    "Hallet",
    "Harrowby",
    "Hoxton",
    "Inglemoor",
    "Ivelet",
    "Jessop",
    "Kellow",
    "Kingsnorth",
    "Lanyon",
    "Larkham",
    "Lyddon",
    "Mallory",
    "Marchbank",
    "Mawgan",
    "Nettlefold",
    "Northleigh",
    "Oakhanger",
    "Ottery",
    "Padgett",
    "Penhale",
    "Pennard",
    "Quennell",
    "Radnage",
    "Rookhope",
    "Rosewarne",
    "Sandry",
    "Selworthy",
    "Stannard",
    "Tarrant",
    "Tolgarth",
    "Trevance",
    "Ullswick",
    "Underdown",
    "Vellacott",
    "Wadebrook",
    "Wenham",
    "Winsham",
    "Yelland",
    "Zeal",
)

TAVARI_GIVEN = {
    "Thavia": ("Θάβια", "Tavya", "Thaviya"),
    "Xelmo": ("Ξέλμο", "Kselmo", "Xelmoh"),
    "Chorin": ("Χόριν", "Horin", "Khorin"),
    "Evdra": ("Εύδρα", "Eudra", "Efdra"),
    "Yorsa": ("Γιόρσα", "Giorsa", "Jorsa"),
    "Philde": ("Φίλδε", "Filde", "Phildeh"),
    "Oulis": ("Ουλίς", "Ulis", "Oolis"),
    "Dzeno": ("Ντζένο", "Tzeno", "Jeno"),
    "Beloth": ("Βέλοθ", "Veloth", "Velot"),
    "Kyrma": ("Κύρμα", "Kirma", "Cyrma"),
    "Gavral": ("Γάβραλ", "Ghavral", "Gabral"),
    "Ydrin": ("Ύδριν", "Idrin", "Ydrinn"),
    "Phaista": ("Φάιστα", "Faista", "Faysta"),
    "Tholmi": ("Θόλμι", "Tolmi", "Tholmy"),
}
"""First names of the Tavari, who write in Greek letters: one spelling for all, the Greek one, and others in use."""

TAVARI_SURNAMES = {
    "Kouvreth": ("Κούβρεθ", "Kuvret", "Couvreth"),
    "Andilvo": ("Αντίλβο", "Antilvo", "Adilvo"),
    "Mistralou": ("Μιστραλού", "Mistralu", "Mystralou"),
    "Tzambrel": ("Τζάμπρελ", "Jambrel", "Tsambrel"),
    "Phelgari": ("Φελγάρι", "Felgari", "Phelghari"),
    "Chioreth": ("Χιόρεθ", "Hioreth", "Khioret"),
    "Vyssal": ("Βύσσαλ", "Vissal", "Byssal"),
    "Drevanth": ("Ντρέβανθ", "Drevant", "Dhrevanth"),
    "Zourkel": ("Ζούρκελ", "Zurkel", "Zoorkel"),
    "Oryphi": ("Ορύφι", "Orifi", "Oryfi"),
}

TOWNS = ("Dunmarrow", "Kelverton", "Osmery", "Larkhope", "Brannet", "Ullingham", "Penfold Quay", "Wick Tavy")
OVERSEAS = ("Cedar Narrows", "Port Alder", "Lake Orrin")

SPELLINGS = {**TAVARI_GIVEN, **TAVARI_SURNAMES}


def spelling_rows() -> list[tuple[str, str, str]]:
    """Each spelling of a name in two scripts: as it is written, the one spelling for all, the script."""
    return [
        (written, name, "Greek" if place == 1 else "Latin")
        for name, others in SPELLINGS.items()
        for place, written in enumerate((name, *others))
    ]
