package bottest

// NewClub is the bot of this package's scripts.
var NewClub = newClub
