"""Printing: a sheet as a PDF that needs nothing else."""

from __future__ import annotations


def printed(sheet: str) -> bytes:
    """A sheet, which is an SVG, as a PDF; its words can be searched and copied."""
    # Loaded with the first one: most never print.
    import vl_convert

    return bytes(vl_convert.svg_to_pdf(sheet))
