\set id random(1, 10000)
UPDATE state SET last_step = last_step + 1 WHERE id = :id;
