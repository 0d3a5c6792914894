// Package bot is the vocabulary that features, the engine and adapters share:
// what happened (Event), what is shown (Response), what is asked (Form), and
// who may do what (Role).
//
// It promises that nothing in it names a platform, stores anything or asks what
// time it is, and that it needs only the standard library. It does not promise
// to do anything: the engine does, and DESIGN.md beside this file tells how.
package bot
