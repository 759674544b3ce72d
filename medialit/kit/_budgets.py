"""Every threshold of the checks, in one place, each with its reason. The checks themselves know no numbers."""

from __future__ import annotations

WORDS_IN_A_LESSON = (900, 1200)  # an hour has room for no more beside the doing; below, there is little to do
WORDS_BEFORE_FIRST_ACTION = 120  # good courses begin to act after about 70; prologues are skipped
WORDS_IN_A_CELL = 120  # one idea a cell
WORDS_BETWEEN_ACTIONS = 200  # reading on and on is not doing
WORDS_IN_A_SENTENCE = 30  # a reader of 16, or one whose first language is another, loses the longer ones
MEDIAN_WORDS_IN_A_SENTENCE = 15
LINES_IN_A_CELL = 12  # code that can be read aloud
MEDIAN_LINES_IN_A_CELL = 4
OBJECTIVES = 3  # more than three are not remembered
VOTES = 2  # two questions that split a room
CLOSING_ITEMS = (6, 8)  # about seven: enough to trust the result a little, short enough to finish
REVISITED_ITEMS = 2  # each lesson reopens two old ideas
SHARE_OF_WELL_SUPPORTED = 0.4  # teach belief in what is well supported as much as doubt
TEST_QUESTIONS, TEST_CHOICES, TEST_CLAIMS = 10, 3, 12  # what half an hour at both ends of a course has room for
TEST_MINUTES = (12, 15)
TEST_KEYS_AT_A_LETTER = (2, 5)  # of ten right choices: whoever always says A then gains nothing
TEST_LONGEST_KEYS = 5  # of ten: whoever always takes the longest choice then gains little
TEST_LENGTHS = 1.1  # how much longer one test may be than the other
WORDS_IN_ALT_TEXT = 5  # fewer cannot say what a figure shows
WORDS_ABOUT_A_SOURCE = 60  # what a source says, in our words: a note to check against, no summary

# Whatever names one of these, or a year, states something about the world and needs a row in data/sources/.
NAMES_OF_THE_CASE = (
    "New York Times",
    "NYT",
    "Motherboard",
    "Vice",
    "Mediazona",
    "Meduza",
    "Holod",
    "Ofcom",
    "Europa Press",
    "Adnkronos",
    "Bucha",
    "Izium",
    "Putin",
    "Ukrain(?:e|ians?)",
    "Russia(?:ns?)?",
    "Kremlin",
)
WORDS_OF_INFERENCE = (
    "infer",
    "probabl",
    "likely",
    "seem",
    "suggest",
    r"(?-i:\bmay\b)",  # in small letters, or every page of a May would infer
    "might",
    "perhaps",
    "look like",
    "as far as",
)

FRAME_LESSONS = ("welcome", "closing")  # they hold the pre- and post-test and teach nothing new: no votes, no quiz

IMPORT_LINES = ("from medialit import Lesson", "lesson = Lesson(")
BOX_LABELS = ("You will be able to", "Time", "You need", "New words")
TEACHING_HEADINGS = (
    "In one sentence",
    "Minute by minute",
    "If you have 30 minutes",
    "Answers they will give, and what to say",
    "Handle with care",
    "Without computers",
    "Frequently argued issues",
)
SHORT_CUT_MINUTES = 30
SHORT_CUT_HEADING = "If you have 30 minutes"
MINUTE_HEADING = "Minute by minute"

# Words that tell a struggling reader it should have been effortless.
BANNED_WORDS = ("just", "simply", "obviously", "easily", "trivially", "of course", "needless to say", "as you know")
AMERICAN_SPELLINGS = {  # the kit is written in British English; quoted words and data keep their own spelling
    "behavior": "behaviour",
    "center": "centre",
    "color": "colour",
    "favorite": "favourite",
    "gray": "grey",
    "labeled": "labelled",
    "neighbor": "neighbour",
    "analyze": "analyse",
    "canceled": "cancelled",
}
