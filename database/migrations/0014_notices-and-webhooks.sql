CREATE TABLE "notice_preferences" (
	"account_id" uuid NOT NULL,
	"application_id" uuid NOT NULL,
	"types" text[] NOT NULL,
	CONSTRAINT "notice_preferences_account_id_application_id_pk" PRIMARY KEY("account_id","application_id")
);
--> statement-breakpoint
CREATE TABLE "webhook_attempts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"delivery_id" uuid NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"latency_ms" integer NOT NULL,
	"status" integer,
	"failure" text,
	"answer" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "webhook_deliveries" (
	"id" uuid PRIMARY KEY NOT NULL,
	"webhook_id" uuid NOT NULL,
	"message_id" uuid NOT NULL,
	"type" text NOT NULL,
	"data" jsonb NOT NULL,
	"occurred_at" timestamp (3) with time zone NOT NULL,
	"state" text NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_attempt_at" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone,
	CONSTRAINT "webhook_deliveries_once" UNIQUE("webhook_id","message_id")
);
--> statement-breakpoint
CREATE TABLE "webhooks" (
	"id" uuid PRIMARY KEY NOT NULL,
	"application_id" uuid NOT NULL,
	"url" text NOT NULL,
	"label" text NOT NULL,
	"types" text[] NOT NULL,
	"sealed_secret" "bytea" NOT NULL,
	"sealed_former_secret" "bytea",
	"former_secret_until" timestamp (3) with time zone,
	"created_by" uuid,
	"created_at" timestamp (3) with time zone NOT NULL,
	"disabled_at" timestamp (3) with time zone,
	"disabled_because" text,
	"failing_since" timestamp (3) with time zone,
	"busy_until" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "consumer_notices" DROP CONSTRAINT "consumer_notices_subject_id_application_id_notice_pk";--> statement-breakpoint
ALTER TABLE "applications" ADD COLUMN "contact_notices" text[];--> statement-breakpoint
ALTER TABLE "consumer_notices" ADD COLUMN "id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL;--> statement-breakpoint
ALTER TABLE "consumer_notices" ALTER COLUMN "id" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "consumer_notices" ADD COLUMN "type" text;--> statement-breakpoint
-- What was told before there were types: ends of APIs, and terms to renew.
UPDATE "consumer_notices" SET "type" = CASE WHEN "notice" LIKE 'renewed %' THEN 'terms.renewed' ELSE 'version.deprecated' END;--> statement-breakpoint
ALTER TABLE "consumer_notices" ALTER COLUMN "type" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "consumer_notices" ADD COLUMN "data" jsonb DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "consumer_notices" ALTER COLUMN "data" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "notice_preferences" ADD CONSTRAINT "notice_preferences_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notice_preferences" ADD CONSTRAINT "notice_preferences_application_id_applications_id_fk" FOREIGN KEY ("application_id") REFERENCES "public"."applications"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhook_attempts" ADD CONSTRAINT "webhook_attempts_delivery_id_webhook_deliveries_id_fk" FOREIGN KEY ("delivery_id") REFERENCES "public"."webhook_deliveries"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhook_deliveries" ADD CONSTRAINT "webhook_deliveries_webhook_id_webhooks_id_fk" FOREIGN KEY ("webhook_id") REFERENCES "public"."webhooks"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhooks" ADD CONSTRAINT "webhooks_application_id_applications_id_fk" FOREIGN KEY ("application_id") REFERENCES "public"."applications"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhooks" ADD CONSTRAINT "webhooks_created_by_accounts_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."accounts"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "notice_preferences_application_id_index" ON "notice_preferences" USING btree ("application_id");--> statement-breakpoint
CREATE INDEX "webhook_attempts_delivery_id_index" ON "webhook_attempts" USING btree ("delivery_id");--> statement-breakpoint
CREATE INDEX "webhook_deliveries_waiting" ON "webhook_deliveries" USING btree ("next_attempt_at") WHERE state = 'waiting';--> statement-breakpoint
CREATE INDEX "webhook_deliveries_finished_at_index" ON "webhook_deliveries" USING btree ("finished_at");--> statement-breakpoint
CREATE INDEX "webhooks_application_id_index" ON "webhooks" USING btree ("application_id");--> statement-breakpoint
CREATE INDEX "consumer_notices_application_id_id_index" ON "consumer_notices" USING btree ("application_id","id");--> statement-breakpoint
ALTER TABLE "consumer_notices" ADD CONSTRAINT "consumer_notices_once" UNIQUE("subject_id","application_id","notice");