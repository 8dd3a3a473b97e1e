-- The line that scripts/bench reads after every run; loaded by the other files here.
return function(summary, latency)
  local errors = summary.errors
  io.write(string.format("RESULT rps=%.0f p50=%d p90=%d p99=%d requests=%d refused=%d broken=%d\n",
    summary.requests / (summary.duration / 1e6),
    latency:percentile(50), latency:percentile(90), latency:percentile(99), summary.requests,
    errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
