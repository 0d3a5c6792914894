package bot

import "strings"

// Role is a set of what a person is in a community.
type Role uint8

const (
	// Insider is everybody who belongs to the workspace or server. People from
	// outside (shared channels, guests without a role) are not even that.
	Insider Role = 1 << iota
	// Member is an alumnus who registered.
	Member
	// Employee works at the company now.
	Employee
	// HR posts gigs and reads applications.
	HR
	// Manager runs the community.
	Manager
	// Admin runs the bot, and may do whatever the others may.
	Admin
)

// Has reports whether one of wanted is among r. An Admin has every role but
// Member: that one comes only from registering.
func (r Role) Has(wanted Role) bool {
	if r&Admin != 0 && wanted&^Member != 0 {
		return true
	}
	return r&wanted != 0
}

var roleNames = []struct {
	role Role
	name string
}{{Insider, "insider"}, {Member, "member"}, {Employee, "employee"}, {HR, "hr"}, {Manager, "manager"}, {Admin, "admin"}}

// String lists the roles in a fixed order, separated by "|".
func (r Role) String() string {
	var names []string
	for _, n := range roleNames {
		if r&n.role != 0 {
			names = append(names, n.name)
		}
	}
	return strings.Join(names, "|")
}

// ParseRole reads one role's name, as String prints it.
func ParseRole(name string) (Role, bool) {
	for _, n := range roleNames {
		if n.name == name {
			return n.role, true
		}
	}
	return 0, false
}
