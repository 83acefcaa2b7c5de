ALTER TABLE "profiles" ADD COLUMN "retired_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "terms" ADD COLUMN "retired_at" timestamp (3) with time zone;