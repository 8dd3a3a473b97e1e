-- Asks Tweestap whether a request may pass. Needs mod_lua, and lua-socket of Debian.
local http = require "socket.http"
local tweestap = "http://127.0.0.1:8080/auth/check?redirect=0"
local host = "id.waterland.example"
local identity = { "Remote-User", "Remote-Name", "Remote-Email", "Remote-Groups", "Remote-Amr" }

function check(r)
    local ask = {
        ["host"] = host,
        ["x-forwarded-for"] = r.useragent_ip,
        ["x-forwarded-proto"] = r.is_https and "https" or "http",
        ["x-forwarded-host"] = r.headers_in["Host"],
        ["x-forwarded-uri"] = r.unparsed_uri,
        ["x-forwarded-method"] = r.method,
    }
    for _, name in ipairs({ "Cookie", "Accept-Language", "User-Agent", "Sec-Fetch-Mode", "X-Requested-With" }) do
        ask[name:lower()] = r.headers_in[name]
    end
    -- What a browser names there would be taken away again behind us.
    if (r.headers_in["Connection"] or ""):lower():find("remote") then
        return 400
    end
    -- Whatever the browser claims to be goes, in every spelling.
    local claims = {}
    for name in pairs(r:headers_in_table()) do
        if name:lower():find("^remote") or name:lower():find("^x%-forwarded") then
            table.insert(claims, name)
        end
    end
    for _, name in ipairs(claims) do
        r.headers_in[name] = nil
    end
    http.TIMEOUT = 5
    local _, status, headers = http.request { url = tweestap, headers = ask, redirect = false }
    if status == 200 then
        for _, name in ipairs(identity) do
            r.headers_in[name] = headers[name:lower()] or ""
        end
        return apache2.OK
    end
    if status == 401 and headers["location"] then
        r.err_headers_out["Location"] = headers["location"]
        return 302
    end
    return status == 401 and 401 or 403
end
