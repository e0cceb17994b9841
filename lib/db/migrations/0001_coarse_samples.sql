CREATE TABLE "samples_1h" (
	"series_id" integer NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"total" double precision NOT NULL,
	"count" integer NOT NULL,
	"min" double precision NOT NULL,
	"max" double precision NOT NULL,
	CONSTRAINT "samples_1h_series_id_at_pk" PRIMARY KEY("series_id","at")
);
--> statement-breakpoint
CREATE TABLE "samples_6h" (
	"series_id" integer NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"total" double precision NOT NULL,
	"count" integer NOT NULL,
	"min" double precision NOT NULL,
	"max" double precision NOT NULL,
	CONSTRAINT "samples_6h_series_id_at_pk" PRIMARY KEY("series_id","at")
);
