-- Each of SESSIONS sessions in turn, from OFFSET on. The token of session N is N in 42 digits, and a 0.
local sessions = tonumber(os.getenv("SESSIONS"))
local turn = tonumber(os.getenv("OFFSET") or "0")

request = function()
  turn = turn + 1
  return wrk.format("GET", nil, { ["Host"] = "localhost", ["Cookie"] = string.format("tweestap-session=%042d0", turn % sessions) })
end

done = dofile("bench/lua/result.lua")
