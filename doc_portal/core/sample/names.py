"""Invented names. Surnames are put together from parts, so that none is taken from a list of real people."""

import random


def _words(text: str) -> list[str]:
    return text.split()


FIRST = _words(
    """
    Abel Adele Agnes Alba Alden Amara Anselm Ariel Asa Aubrey August Avery Basil Beatrix Bela Blythe
    Bram Briar Callum Camila Carys Casper Celia Cedric Cleo Cora Cyrus Dahlia Daria Darnell Delia
    Dominic Edith Eleni Elio Elsa Emil Enid Esme Ezra Fabian Fern Fiona Flora Franka Gareth Gemma Gideon
    Greta Gus Hana Harlan Hazel Hector Hugo Ida Imani Ines Iris Ivo Jarek Jolene Jonas Juno Kai Keziah
    Kofi Lark Latoya Leif Leona Linus Lorna Lucia Mabel Magnus Maren Marisol Milo Mina Moses Nadia Ned
    Nell Nico Noor Odette Olive Omar Orla Otis Pearl Petra Phoebe Quentin Rafael Ramona Reuben Rhea Rosa
    Rufus Sabine Salma Selma Silas Simone Sven Tamsin Tessa Theo Tobias Uma Ursula Vera Viktor Wanda
    Wendell Willa Xavier Yara Yusuf Zelda Zora
    """
)
FRONT = _words(
    """
    Alder Apple Ash Barley Bell Birch Black Bramble Brook Cedar Clover Cold Copper Crane Dover Elder Elm
    Fair Fen Fern Finch Flint Fox Gold Gray Green Hart Hawk Hazel Heather Hollow Kings Lark Linden Long
    Maple Marsh Mill Moor North Oak Orchard Otter Pine Quill Raven Red Reed Ridge Rose Rush Sand Sedge
    Silver South Stone Swan Thistle Thorn Wether Whit Wild Willow Winter Wood Wren Yarrow
    """
)
BACK = _words(
    """
    beck bourne bridge by combe cote croft dale den fall field ford garth gate grove ham hurst land ley
    lock low mead mere more ridge rigg rith row shaw side stead stow ton wade way well wick win worth
    """
)
UNUSUAL = [
    "O'Brackley",
    "D'Ardenne",
    "Núñez-Fallow",
    "Strauß",
    "Þorley",
    "Van der Meerle",
    "Lefèvre-Oake",
    "Brønwick",
]
CERTAIN = ("O'Neill", "Nuñez", "Ashmere-Quillby")
"""Surnames that look-ups are tried with: somebody has each of them in every sample."""


def invent(chance: random.Random) -> tuple[str, str]:
    """A first name and a surname; one in fifty has letters or marks that look-ups must cope with."""
    if chance.random() < 0.02:
        return chance.choice(FIRST), chance.choice(UNUSUAL)
    return chance.choice(FIRST), chance.choice(FRONT) + chance.choice(BACK)
