module github.com/alumnibot/alumnibot

go 1.26
