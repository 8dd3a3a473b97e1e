-- What a proxy asks at the door of an application, with about 600 bytes of headers. COOKIE holds the browser's cookies; with
-- SESSIONS each of so many in turn, the token of session N being N in 42 digits, and a 0.
dofile("bench/lua/page.lua")
wrk.headers["X-Forwarded-For"] = "192.0.2.7"
wrk.headers["X-Forwarded-Proto"] = "http"
wrk.headers["X-Forwarded-Host"] = "localhost:9000"
wrk.headers["X-Forwarded-Uri"] = "/wiki/Main_Page?action=view"
wrk.headers["X-Forwarded-Method"] = "GET"

local sessions = tonumber(os.getenv("SESSIONS") or "1")
if sessions > 1 then
  local turn = tonumber(os.getenv("OFFSET") or "0")
  request = function()
    turn = turn + 1
    wrk.headers["Cookie"] = string.format("theme=dark; lang=nl; tweestap-session=%042d0", turn % sessions)
    return wrk.format()
  end
end
