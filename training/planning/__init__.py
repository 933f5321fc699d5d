"""Planning training for the whole department: what is owed, classes for it, and a seat for everybody (training.md 4).

`needs` says who needs which course by when, `supply` what there is to lay out classes with, `people` when somebody can
be spared. `layout` lays classes out, `placing` gives out their seats, `plan` puts all of it together. Nothing here
writes: the proposal is stored and committed by `actions/planning.py`.
"""
