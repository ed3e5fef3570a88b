-- The read model: tables that the nodes write, and views that people read. In tables, times are UTC in microseconds since 1970 and NULL for never, as the
-- fold counts them; in views they are timestamptz. Quantities are base units; kinds and states are the domain's names.
-- Rows are replaced in place: free space in the pages, and indexes over columns that are set once, keep most of that within the page.
CREATE TABLE read_cursor(
    warehouse text COLLATE "C" PRIMARY KEY, seq bigint NOT NULL, at bigint NOT NULL, time_zone text NOT NULL, version integer NOT NULL) WITH (fillfactor = 50);
CREATE TABLE order_head(
    warehouse text COLLATE "C" NOT NULL, owner text COLLATE "C" NOT NULL, order_no text COLLATE "C" NOT NULL, customer text NOT NULL, tier integer NOT NULL,
    ship_mode text NOT NULL, lane text NOT NULL, ordered_at bigint, ship_by bigint, accepted_at bigint NOT NULL, hold text, lines integer NOT NULL,
    live_lines integer NOT NULL, cut_lines integer NOT NULL, late_lines integer NOT NULL, shipped bigint NOT NULL, shipments integer NOT NULL, closed_at bigint,
    PRIMARY KEY (warehouse, owner, order_no)) WITH (fillfactor = 80);
CREATE TABLE line(
    warehouse text COLLATE "C" NOT NULL, owner text COLLATE "C" NOT NULL, order_no text COLLATE "C" NOT NULL, line_no integer NOT NULL, sku text COLLATE "C" NOT NULL,
    ordered bigint NOT NULL, open bigint NOT NULL, held bigint NOT NULL, held_from_storage bigint NOT NULL, allocated bigint NOT NULL, picked bigint NOT NULL,
    packed bigint NOT NULL, shipped bigint NOT NULL, cancelled bigint NOT NULL, filled bigint NOT NULL, pinned boolean NOT NULL, enqueued_at bigint NOT NULL,
    first_promise bigint, promise bigint, served_at bigint, closed_at bigint,
    PRIMARY KEY (warehouse, owner, order_no, line_no)) WITH (fillfactor = 80);
CREATE INDEX line_waiting ON line(warehouse, owner, sku) WHERE served_at IS NULL;
CREATE INDEX line_served ON line(warehouse, served_at) WHERE served_at > enqueued_at;
CREATE INDEX line_enqueued ON line(warehouse, enqueued_at);
CREATE TABLE task(
    warehouse text COLLATE "C" NOT NULL, task_id bigint NOT NULL, kind text NOT NULL, owner text COLLATE "C" NOT NULL, sku text COLLATE "C" NOT NULL,
    order_no text COLLATE "C", line_no bigint, quantity bigint NOT NULL, source text NOT NULL, receipt_id bigint, docked_at bigint, made_at bigint NOT NULL,
    state text NOT NULL, parked_from text NOT NULL, station text NOT NULL, parcel text NOT NULL, leased_at bigint, picked_at bigint, packed_at bigint,
    shipped_at bigint, ended_at bigint,
    PRIMARY KEY (warehouse, task_id)) WITH (fillfactor = 80);
CREATE INDEX task_shipped ON task(warehouse, shipped_at) WHERE shipped_at IS NOT NULL;
CREATE TABLE receipt(
    warehouse text COLLATE "C" NOT NULL, receipt_id bigint NOT NULL, kind text NOT NULL, owner text COLLATE "C" NOT NULL, sku text COLLATE "C" NOT NULL,
    quantity bigint NOT NULL, quality text NOT NULL, at bigint NOT NULL, occurred_at bigint NOT NULL, door text NOT NULL, device_id text NOT NULL,
    scan_id text NOT NULL, asn_no text COLLATE "C", put_away bigint NOT NULL, reversed bigint NOT NULL, reversed_at bigint,
    PRIMARY KEY (warehouse, receipt_id));
CREATE TABLE inbound(
    warehouse text COLLATE "C" NOT NULL, owner text COLLATE "C" NOT NULL, asn_no text COLLATE "C" NOT NULL, sku text COLLATE "C" NOT NULL, supplier text NOT NULL,
    announced bigint NOT NULL, received bigint NOT NULL, announced_at bigint NOT NULL, eta bigint, first_received_at bigint, last_received_at bigint,
    closed_at bigint, cancelled boolean NOT NULL,
    PRIMARY KEY (warehouse, owner, asn_no, sku)) WITH (fillfactor = 80);
CREATE INDEX inbound_announced ON inbound(warehouse, owner, announced_at);
CREATE TABLE discrepancy(
    warehouse text COLLATE "C" NOT NULL, seq bigint NOT NULL, part integer NOT NULL, kind text NOT NULL, at bigint NOT NULL, owner text COLLATE "C" NOT NULL,
    sku text COLLATE "C" NOT NULL, expected bigint NOT NULL, found bigint NOT NULL, reason text NOT NULL, asn_no text COLLATE "C", supplier text NOT NULL,
    receipt_id bigint, task_id bigint, settled_at bigint,
    PRIMARY KEY (warehouse, seq, part));
CREATE INDEX discrepancy_task ON discrepancy(warehouse, task_id) WHERE settled_at IS NULL;
CREATE TABLE quarter(
    warehouse text COLLATE "C" NOT NULL, at bigint NOT NULL, owner text COLLATE "C" NOT NULL,
    orders bigint NOT NULL, orders_filled bigint NOT NULL, lines bigint NOT NULL, lines_refused bigint NOT NULL, lines_filled bigint NOT NULL,
    units_ordered bigint NOT NULL, units_filled bigint NOT NULL, units_cancelled bigint NOT NULL, receipts bigint NOT NULL,
    units_received bigint NOT NULL, units_returned bigint NOT NULL, units_damaged bigint NOT NULL, units_cross_docked bigint NOT NULL,
    units_put_away bigint NOT NULL, units_picked bigint NOT NULL, units_packed bigint NOT NULL, units_brought_back bigint NOT NULL,
    units_shipped bigint NOT NULL, units_adjusted bigint NOT NULL, reversals bigint NOT NULL, units_reversed bigint NOT NULL, tasks bigint NOT NULL,
    picks bigint NOT NULL, short_picks bigint NOT NULL, units_short bigint NOT NULL, promises_given bigint NOT NULL,
    promises_changed bigint NOT NULL, promises_kept bigint NOT NULL, promises_late bigint NOT NULL, slip_seconds bigint NOT NULL,
    leases_expired bigint NOT NULL, holds_expired bigint NOT NULL, cutoffs_missed bigint NOT NULL, orders_shipped bigint NOT NULL,
    orders_in_full bigint NOT NULL, orders_on_time_in_full bigint NOT NULL, shipments bigint NOT NULL, notice_lines bigint NOT NULL,
    notice_lines_wrong bigint NOT NULL, units_announced bigint NOT NULL, units_over bigint NOT NULL, units_missing bigint NOT NULL,
    units_expected_in_counts bigint NOT NULL, units_different_in_counts bigint NOT NULL,
    PRIMARY KEY (warehouse, at, owner)) WITH (fillfactor = 80);
-- Exact, unlike to_timestamp, which takes a double.
CREATE VIEW orders AS SELECT
    warehouse, owner, order_no, customer, tier, ship_mode, lane, timestamptz 'epoch' + ordered_at * interval '1 microsecond' AS ordered_at,
    timestamptz 'epoch' + ship_by * interval '1 microsecond' AS ship_by, timestamptz 'epoch' + accepted_at * interval '1 microsecond' AS accepted_at,
    hold, lines, live_lines, cut_lines, late_lines, shipped, shipments, timestamptz 'epoch' + closed_at * interval '1 microsecond' AS closed_at
FROM order_head;
CREATE VIEW lines AS SELECT
    warehouse, owner, order_no, line_no, sku, ordered, open, held, held_from_storage, allocated, picked, packed, shipped, cancelled, filled, pinned,
    timestamptz 'epoch' + enqueued_at * interval '1 microsecond' AS enqueued_at,
    timestamptz 'epoch' + first_promise * interval '1 microsecond' AS first_promise,
    timestamptz 'epoch' + promise * interval '1 microsecond' AS promise, timestamptz 'epoch' + served_at * interval '1 microsecond' AS served_at,
    timestamptz 'epoch' + closed_at * interval '1 microsecond' AS closed_at
FROM line;
CREATE VIEW tasks AS SELECT
    warehouse, task_id, kind, owner, sku, order_no, line_no, quantity, source, receipt_id,
    timestamptz 'epoch' + docked_at * interval '1 microsecond' AS docked_at, timestamptz 'epoch' + made_at * interval '1 microsecond' AS made_at,
    state, parked_from, station, parcel, timestamptz 'epoch' + leased_at * interval '1 microsecond' AS leased_at,
    timestamptz 'epoch' + picked_at * interval '1 microsecond' AS picked_at, timestamptz 'epoch' + packed_at * interval '1 microsecond' AS packed_at,
    timestamptz 'epoch' + shipped_at * interval '1 microsecond' AS shipped_at, timestamptz 'epoch' + ended_at * interval '1 microsecond' AS ended_at
FROM task;
CREATE VIEW receipts AS SELECT
    warehouse, receipt_id, kind, owner, sku, quantity, quality, timestamptz 'epoch' + at * interval '1 microsecond' AS at,
    timestamptz 'epoch' + occurred_at * interval '1 microsecond' AS occurred_at, door, device_id, scan_id, asn_no, put_away, reversed,
    timestamptz 'epoch' + reversed_at * interval '1 microsecond' AS reversed_at
FROM receipt;
CREATE VIEW notices AS SELECT
    warehouse, owner, asn_no, sku, supplier, announced, received, timestamptz 'epoch' + announced_at * interval '1 microsecond' AS announced_at,
    timestamptz 'epoch' + eta * interval '1 microsecond' AS eta,
    timestamptz 'epoch' + first_received_at * interval '1 microsecond' AS first_received_at,
    timestamptz 'epoch' + last_received_at * interval '1 microsecond' AS last_received_at,
    timestamptz 'epoch' + closed_at * interval '1 microsecond' AS closed_at, cancelled
FROM inbound;
CREATE VIEW discrepancies AS SELECT
    warehouse, seq, part, kind, timestamptz 'epoch' + at * interval '1 microsecond' AS at, owner, sku, expected, found, reason, asn_no, supplier,
    receipt_id, task_id, timestamptz 'epoch' + settled_at * interval '1 microsecond' AS settled_at
FROM discrepancy;
CREATE VIEW quarters AS SELECT
    warehouse, timestamptz 'epoch' + at * interval '1 microsecond' AS at, owner, orders, orders_filled, lines, lines_refused, lines_filled,
    units_ordered, units_filled, units_cancelled, receipts, units_received, units_returned, units_damaged, units_cross_docked, units_put_away,
    units_picked, units_packed, units_brought_back, units_shipped, units_adjusted, reversals, units_reversed, tasks, picks, short_picks, units_short,
    promises_given, promises_changed, promises_kept, promises_late, slip_seconds, leases_expired, holds_expired, cutoffs_missed, orders_shipped,
    orders_in_full, orders_on_time_in_full, shipments, notice_lines, notice_lines_wrong, units_announced, units_over, units_missing,
    units_expected_in_counts, units_different_in_counts
FROM quarter;
