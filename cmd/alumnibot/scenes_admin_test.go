package main

import "github.com/alumnibot/alumnibot/bot"

// adminScenes are those of ada, who runs the bot, and of where direct messages
// belong.
var adminScenes = map[string]staging{
	"admin.setup": func(w *town, at screen) scene { return typing(at(w.as("ada")), "/alumni setup", nil) },
	"admin.here":  func(w *town, at screen) scene { return pressing(at(w.as("ada")), "admin.here", "gigs") },
	"admin.leave": func(w *town, at screen) scene {
		w.as("ada").do(w.as("ada").pressed("admin.here", "managers"))
		return pressing(at(w.as("ada")), "admin.leave", "managers")
	},
	"admin.place": func(w *town, at screen) scene {
		s := pressing(at(w.as("ada")), "admin.place", "")
		s.values = bot.Values{"zone": "Europe/Berlin", "language": "en"}
		return s
	},
	"admin.roles": func(w *town, at screen) scene {
		return typing(at(w.as("ada")), "/alumni role person:"+string(w.platform.Account("emi"))+" give:hr", nil)
	},
	"admin.grant": func(w *town, at screen) scene {
		s := pressing(at(w.as("ada")), "admin.grant", "")
		s.values = bot.Values{"person": string(w.platform.Account("emi")), "roles": "hr,manager"}
		return s
	},
	"admin.revoke": func(w *town, at screen) scene {
		ada := w.as("ada")
		ada.do(ada.typed("/alumni role person:" + string(w.platform.Account("emi")) + " give:hr"))
		return pressing(at(ada), "admin.revoke", ada.argOf(ada.do(ada.typed("/alumni role")), "admin.revoke"))
	},
	"community.choose": func(w *town, at screen) scene { return typing(at(w.as("hana")), "/alumni community", nil) },
	"community.pick":   func(w *town, at screen) scene { return pressing(at(w.as("hana")), "community.pick", "") },
	"admin.audit": func(w *town, at screen) scene {
		w.as("ada").do(w.as("ada").pressed("admin.here", "gigs"))
		return typing(at(w.as("ada")), "/alumni audit", nil)
	},
}
