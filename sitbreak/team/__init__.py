"""The file a team shares: fetched, judged, kept.

``address``    which addresses are fetched from at all
``fetch``      one https request with limits on time, size and trust; ``exchange`` is its connection
``share``      a file, perhaps on a network share that hangs
``signature``  minisign
``refresh``    when to try again: pure arithmetic
``keeping``    the accepted copy and what is known of it, in the team folder
``trust``      what somebody agreed to, and what a newer file reaches beyond it
``updating``   one refresh: get, verify, judge, keep

The resident program loads nothing of this but the arithmetic. It starts ``python -m sitbreak.team`` as a
child, which does one refresh and ends.
"""
