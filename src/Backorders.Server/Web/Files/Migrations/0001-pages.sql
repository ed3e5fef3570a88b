-- What all nodes share for the pages: the keys that protect cookies, and the files of each version that a node has had lately.
CREATE TABLE cookie_key(id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL, body text NOT NULL);
CREATE TABLE page_file(
    version text COLLATE "C" NOT NULL, path text COLLATE "C" NOT NULL, body bytea NOT NULL, kept_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (version, path));
