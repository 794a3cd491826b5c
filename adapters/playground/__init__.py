"""A local Slack workspace: Slack's protocol, spoken to a real Bolt app, with a page to live in."""
