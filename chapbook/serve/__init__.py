"""Gives out what was built on the laptop’s own network, read only, to whoever stands near.

What may be given out is known before anyone asks: `holdings` lists it, and no name that is asked for ever becomes a
path. `desk` answers requests from that list: `answers` says with what, by the `conditions` of HTTP, and `portal` knows
the questions by which telephones find out where they are. `limits` sees to it that nobody, slow or greedy, keeps the
others waiting. The server itself is uvicorn, started in `running`; `network` and `announce` tell under which addresses
it is found, `screen` draws their codes.
"""
