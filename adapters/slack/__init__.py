"""Slack: in through Bolt, out through the Web API."""
