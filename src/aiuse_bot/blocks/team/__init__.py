"""The forms about teams: everybody chooses their own (`choosing`), and admins keep the list (`managing`)."""
