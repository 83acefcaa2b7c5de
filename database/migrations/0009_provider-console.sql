CREATE TABLE "consumer_notices" (
	"subject_id" uuid NOT NULL,
	"application_id" uuid NOT NULL,
	"notice" text NOT NULL,
	"noted_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "consumer_notices_subject_id_application_id_notice_pk" PRIMARY KEY("subject_id","application_id","notice")
);
--> statement-breakpoint
ALTER TABLE "apis" ADD COLUMN "draft_contract" jsonb;--> statement-breakpoint
ALTER TABLE "apis" ADD COLUMN "deprecated_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "apis" ADD COLUMN "sunset_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "apis" ADD COLUMN "successor" text;--> statement-breakpoint
ALTER TABLE "providers" ADD COLUMN "declared_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "consumer_notices" ADD CONSTRAINT "consumer_notices_application_id_applications_id_fk" FOREIGN KEY ("application_id") REFERENCES "public"."applications"("id") ON DELETE no action ON UPDATE no action;