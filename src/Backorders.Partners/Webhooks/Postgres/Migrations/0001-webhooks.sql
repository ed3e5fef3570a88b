-- Webhooks: where partners want to be told what happens, how far each has been told, and what was set aside. Bodies hold secrets: nobody but the nodes reads these.
CREATE TABLE webhook_generation(only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row), value bigint NOT NULL);
INSERT INTO webhook_generation(value) VALUES (0);
CREATE TABLE webhook_endpoint(
    id text COLLATE "C" PRIMARY KEY, place bigint GENERATED ALWAYS AS IDENTITY, version bigint NOT NULL, body json NOT NULL);
CREATE TABLE webhook_position(
    endpoint_id text COLLATE "C" NOT NULL REFERENCES webhook_endpoint ON DELETE CASCADE, warehouse text COLLATE "C" NOT NULL, version bigint NOT NULL, body json NOT NULL,
    PRIMARY KEY (endpoint_id, warehouse)) WITH (fillfactor = 50);
CREATE TABLE webhook_dead_letter(
    endpoint_id text COLLATE "C" NOT NULL REFERENCES webhook_endpoint ON DELETE CASCADE, message_id text COLLATE "C" NOT NULL,
    place bigint GENERATED ALWAYS AS IDENTITY, body json NOT NULL,
    PRIMARY KEY (endpoint_id, message_id));
CREATE INDEX webhook_dead_letter_place ON webhook_dead_letter(endpoint_id, place);
