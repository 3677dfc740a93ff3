-- What somebody who asks for help wishes: by whom, when, and who may be told.
alter table cases add column wishes blob;       -- JSON, sealed; null: no wish
