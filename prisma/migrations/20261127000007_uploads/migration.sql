-- Some platforms are brought a file before the message that shows it: how far that is.
ALTER TABLE "file_uses" ADD COLUMN "upload" JSONB;
