-- One code for each person in turn, so that every code is new to its person: POST /validate {user, code}; with KEY, a key of
-- the product's API, its own door instead.
-- PEOPLE: how many there are; OFFSET: where to begin; CODES: the codes that fit everyone's key, the first for the first
-- round of everyone, and so on; TRIES: how often each is asked, a thousand others in between.
local people = tonumber(os.getenv("PEOPLE"))
local turn = tonumber(os.getenv("OFFSET") or "0")
local tries, block = tonumber(os.getenv("TRIES") or "1"), 1024
local codes = {}
for code in os.getenv("CODES"):gmatch("%d+") do table.insert(codes, code) end
local headers = { ["Content-Type"] = "application/json", ["Host"] = "localhost" }
local path, question, yes = "/validate", '{"user":"u%d","code":"%s"}', '"ok":true'
if os.getenv("KEY") then
  headers["Authorization"] = "Bearer " .. os.getenv("KEY")
  path, question, yes = "/api/v1/verify", '{"person":"u%d","code":"%s","source":"192.0.2.1"}', '"verdict":"right"'
end

-- A prime stride visits everyone once, far apart, as real people come.
request = function()
  turn = turn + 1
  local who = tries == 1 and turn or math.floor(turn / (tries * block)) * block + turn % block
  local code = codes[math.floor(who / people) + 1]
  return wrk.format("POST", path, headers, string.format(question, (who * 7919) % people, code))
end

response = function(status, _, body)
  if status == 200 and body:find(yes, 1, true) then accepted = (accepted or 0) + 1 end
end

local threads = {}
function setup(thread) table.insert(threads, thread) end

local result = dofile("bench/lua/result.lua")
done = function(summary, latency)
  local all = 0
  for _, thread in ipairs(threads) do all = all + (thread:get("accepted") or 0) end
  io.write(string.format("ACCEPTED share=%.3f\n", all / summary.requests))
  result(summary, latency)
end
