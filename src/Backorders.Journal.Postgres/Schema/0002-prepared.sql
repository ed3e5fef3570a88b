-- While a shard drains: which start of the node that it is meant for has folded it. prepared: 0 nothing yet, 1 its state is ready there, so that its owner gives it
-- and the warehouses are away for moments only, 2 it cannot be folded there.
ALTER TABLE shard
    ADD COLUMN prepared_by uuid,
    ADD COLUMN prepared smallint NOT NULL DEFAULT 0 CHECK (prepared BETWEEN 0 AND 2);
