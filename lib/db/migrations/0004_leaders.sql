CREATE TABLE "leaders" (
	"duty" text PRIMARY KEY NOT NULL,
	"node_id" text NOT NULL,
	"backend_pid" integer NOT NULL,
	"beat_at" timestamp (3) with time zone NOT NULL
);
