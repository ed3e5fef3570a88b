-- Which start of the node that a draining shard is meant for has its state ready: then its owner gives it, and the warehouses are away for moments only.
ALTER TABLE shard ADD COLUMN prepared_by uuid;
