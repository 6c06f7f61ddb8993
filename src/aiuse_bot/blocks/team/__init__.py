"""The forms about teams: people choose their own (`choosing`), and admins maintain the list (`managing`)."""
