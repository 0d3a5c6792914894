// Package bottest plays conversations that are written down as text files:
// what people do, and indented below, what each of them then sees. README.md
// beside this file is the language.
//
// It promises that a script shows everything that became visible on anybody's
// screen, in an order which does not depend on chance, at a time that moves
// only where the script says so; that one script holds for platforms with much
// room and with little; and that whatever is shown on the way is within the
// neutral limits of package bot. It does not promise anything about how a
// platform looks: a Stage plays the platform, and says what is read on it.
package bottest
