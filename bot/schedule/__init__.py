"""Who is due: the planner turns due subscriptions into editions and deliveries, the ticker calls it."""
