ALTER TABLE "apis" ADD COLUMN "web_socket" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "deployments" ADD COLUMN "upstream_authority" text;