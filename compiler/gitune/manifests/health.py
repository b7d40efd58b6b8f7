"""Argo CD's health check of a TrainJob.

It tests what `healthCheckExprs` of the Flux Kustomization test (R10), in the Lua 5.1 that Argo CD runs, without its
standard libraries. A run that trains is healthy: Argo CD may wait for health before it goes on, and must not wait for
days.
"""

from __future__ import annotations

TRAIN_JOB_HEALTH = """\
local status = obj.status or {}
local is = {}
for _, condition in ipairs(status.conditions or {}) do
  if condition.status == "True" then
    is[condition.type] = condition.message or ""
  end
end
if is.Failed then
  return {status = "Degraded", message = is.Failed}
end
if is.Complete then
  return {status = "Healthy", message = "complete"}
end
if is.Suspended then
  return {status = "Suspended", message = "waiting in its queue"}
end
for _, job in ipairs(status.jobsStatus or {}) do
  if (job.active or 0) + (job.ready or 0) + (job.succeeded or 0) > 0 then
    return {status = "Healthy", message = "running"}
  end
end
return {status = "Progressing", message = "not started yet"}
"""
"""`obj` is the TrainJob; the answer is a table of status and message."""
