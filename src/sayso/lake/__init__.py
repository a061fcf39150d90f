"""Past one machine: the same reading and the same steps of linking on Spark, from any file system into partitioned Parquet, and back.

`job.run` takes in, reads and links; `pull` brings a slice into a ledger. Read in order: `tables` (what lies where), `taking`,
`reading`, `linking`, `pull`.
"""
