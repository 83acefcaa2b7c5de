CREATE TABLE "quota_uses" (
	"subject_id" uuid NOT NULL,
	"product_id" uuid NOT NULL,
	"window" text NOT NULL,
	"number" integer NOT NULL,
	"used" bigint NOT NULL,
	"ends_at" timestamp (3) with time zone NOT NULL,
	"noted_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "quota_uses_subject_id_product_id_window_pk" PRIMARY KEY("subject_id","product_id","window")
);
--> statement-breakpoint
ALTER TABLE "plans" ADD COLUMN "per" text DEFAULT 'application' NOT NULL;--> statement-breakpoint
ALTER TABLE "plans" ADD COLUMN "at_limit" text DEFAULT 'refuse' NOT NULL;--> statement-breakpoint
ALTER TABLE "providers" ADD COLUMN "time_zone" text DEFAULT 'Europe/Paris' NOT NULL;