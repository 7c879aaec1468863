"""Health: probes, metrics, alerts, pings, and whether the nightly run went well."""
