"""What the service has answered to linodego's own suite, held against the emulator's answers.

- exchanges.py: one exchange; the cassettes of 2018, which linodego 0.10.0 carries.
- sequences.py, kinds.py: the order and the form of later exchanges, as facts of ours.
- patterns.py: how an answer is compared; replay.py: how a recording is sent again.
- known.py: what is left out, and where the emulator differs, each with the reason.

`python -m tests.emulator.recorded` prints how many exchanges agree, and each difference.
"""
