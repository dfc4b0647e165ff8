# Writes the series of src/bench/untuned.sh as CSV files. Usage: Rscript untuned.R FOLDER
# Needs the packages AER, fBasics, ggplot2, gstat, spacetime, surveillance, tseries and zoo, which hold them.
folder <- commandArgs(TRUE)[1]

of <- function(name, package) {
  held <- new.env()
  data(list = name, package = package, envir = held)
  get(name, envir = held)
}
write <- function(name, time, values) {
  table <- data.frame(time = time, as.data.frame(values))
  names(table) <- gsub("[^A-Za-z0-9]", "", names(table))
  write.csv(table, file.path(folder, paste0(name, ".csv")), row.names = FALSE, quote = FALSE, na = "")
}
months <- function(values, from) seq(as.Date(from), by = "month", length.out = NROW(values))
weeks <- function(values, from) seq(as.Date(from), by = "week", length.out = NROW(values))
days <- function(values, from) seq(as.Date(from), by = "day", length.out = NROW(values))
# The true holidays are not kept: as if there were none.
weekdays_from <- function(values, from) {
  all <- seq(as.Date(from), by = "day", length.out = 2 * NROW(values))
  all[!format(all, "%u") %in% c("6", "7")][seq_len(NROW(values))]
}

wind <- of("wind", "gstat") # twelve stations of Ireland, knots
write("wind", as.Date(sprintf("%d-%02d-%02d", 1900 + wind$year, wind$month, wind$day)), wind[, 4:15])
write("eustocks", weekdays_from(EuStockMarkets, "1991-07-01"), EuStockMarkets)
dow <- of("DowJones30", "fBasics")
write("dowjones", as.Date(dow[[1]]), dow[, -1])
djia <- of("DJIA8012", "AER")
write("djia", zoo::index(djia), data.frame(close = as.numeric(zoo::coredata(djia))))
metals <- of("GoldSilver", "AER")
write("metals", zoo::index(metals), zoo::coredata(metals))
rates <- of("tcmd", "tseries") # yields of American treasuries
write("treasuries", weekdays_from(rates, "1962-01-02"), rates)
river <- of("ice.river", "tseries") # two rivers of Iceland, rain and temperature
write("river", days(river, "1972-01-01"), river)
sea <- of("nino", "tseries") # sea temperatures of El Nino's regions
write("nino", months(sea, "1950-01-01"), sea)
flu <- rowSums(surveillance::observed(of("fluBYBW", "surveillance")))
write("flu", weeks(flu, "2001-01-01"), data.frame(cases = flu))
salmonella <- surveillance::observed(of("salmAllOnset", "surveillance"))
write("salmonella", weeks(salmonella, "2001-01-01"), data.frame(cases = as.numeric(salmonella)))
deaths <- surveillance::observed(of("momo", "surveillance")) # Denmark's, by age
colnames(deaths) <- paste0("age", seq_len(ncol(deaths)))
write("deaths", weeks(deaths, "1994-01-03"), deaths)
economics <- as.data.frame(of("economics", "ggplot2"))
write("economics", economics$date, economics[, -1])
houses <- as.data.frame(of("txhousing", "ggplot2")) # sales in 46 cities of Texas
write("houses", sprintf("%d-%02d-01", houses$year, houses$month), houses[, c("city", "sales")])
macro <- of("USMacroSWM", "AER")
write("usmacro", months(macro, "1947-01-01"), macro)
juice <- of("FrozenJuice", "AER")
write("juice", months(juice, "1950-01-01"), juice)
write("sunspots", months(sunspots, "1749-01-01"), data.frame(spots = as.numeric(sunspots)))
write.csv(data.frame(width = as.numeric(treering)), file.path(folder, "treering.csv"), row.names = FALSE, quote = FALSE) # by the year
held <- new.env()
data(list = "air", package = "spacetime", envir = held) # PM10 in the German countryside
air <- t(get("air", held))
air <- air[, colMeans(!is.na(air)) > 0.75]
colnames(air) <- paste0("station", seq_len(ncol(air)))
write("pm10", get("dates", held), air)
