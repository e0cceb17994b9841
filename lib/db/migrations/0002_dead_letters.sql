CREATE TABLE "dead_letters" (
	"id" uuid PRIMARY KEY NOT NULL,
	"stream" text NOT NULL,
	"type" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"payload" jsonb NOT NULL,
	"audience" jsonb,
	"offset" bigint,
	"error" text NOT NULL,
	"tries" integer NOT NULL,
	"died_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE INDEX "dead_letters_died" ON "dead_letters" USING btree ("died_at","id");