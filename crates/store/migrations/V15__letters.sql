-- How somebody was told: by mail, with a message in the outbox, or by a letter on paper, whose message_id names the file that
-- it was made in. A letter counts from the moment of the message that it stands for, where it was made ahead of that.
ALTER TABLE campaign_messages ADD COLUMN channel TEXT NOT NULL DEFAULT 'mail';
ALTER TABLE campaign_messages ADD COLUMN counts_at BIGINT;
