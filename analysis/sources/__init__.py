"""Past rounds from files: CSV in any dialect that spreadsheets write, read by a mapping file.

:mod:`~analysis.sources.tables` reads bytes into columns, :mod:`~analysis.sources.mapping` reads
what each column asks, :mod:`~analysis.sources.labels` turns what people saw into option codes, and
:mod:`~analysis.sources.pastrounds` puts the three together into responses.
"""
