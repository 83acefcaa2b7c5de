ALTER TABLE "refresh_tokens" ADD COLUMN "access_key" text;--> statement-breakpoint
ALTER TABLE "refresh_tokens" ADD COLUMN "access_expires_at" timestamp (3) with time zone;